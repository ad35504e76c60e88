// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef SHOPWINDOW_H
#define SHOPWINDOW_H

#include <RudderQt/Analytics>

#include <QMainWindow>

QT_BEGIN_NAMESPACE
class QLabel;
class QListWidget;
class QPushButton;
QT_END_NAMESPACE

class Cart;
class ShopEvents;

class ShopWindow : public QMainWindow
{
    Q_OBJECT

public:
    ShopWindow(Rudder::Analytics *analytics, ShopEvents *events, QWidget *parent = nullptr);

private:
    void makeAccountMenu();
    QWidget *makeShelf();
    QWidget *makeDetails();
    void makeStatusBar();

    void showProduct(int row);
    void addToCart();
    void checkOut();
    void signUp();
    void signIn();
    void showDelivery();

    Rudder::Analytics *m_analytics;
    ShopEvents *m_events;
    QListWidget *m_shelf = nullptr;
    QLabel *m_picture = nullptr;
    QLabel *m_description = nullptr;
    QPushButton *m_add = nullptr;
    Cart *m_cart = nullptr;
    QLabel *m_delivery = nullptr;
};

#endif

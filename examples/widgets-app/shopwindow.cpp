// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "shopwindow.h"

#include "accountdialog.h"
#include "cart.h"
#include "checkoutdialog.h"
#include "product.h"
#include "shopevents.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QMetaEnum>
#include <QPushButton>
#include <QStatusBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

ShopWindow::ShopWindow(Rudder::Analytics *analytics, ShopEvents *events, QWidget *parent)
    : QMainWindow(parent), m_analytics(analytics), m_events(events)
{
    setWindowTitle(tr("Leaf & Kettle"));
    makeAccountMenu();
    auto *layout = new QHBoxLayout;
    layout->setSpacing(14);
    layout->addWidget(makeShelf(), 3);
    layout->addWidget(makeDetails(), 2);
    auto *central = new QWidget;
    central->setLayout(layout);
    setCentralWidget(central);
    makeStatusBar();
    resize(860, 480);
}

void ShopWindow::makeAccountMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Account"));
    menu->addAction(tr("Sign &up…"), this, &ShopWindow::signUp)->setObjectName(u"signUp"_s);
    menu->addAction(tr("Sign &in…"), this, &ShopWindow::signIn)->setObjectName(u"signIn"_s);
    menu->addAction(tr("Order for the &company"), this, [this] {
            m_events->companyJoined(u"company-42"_s, u"Night Owls Ltd"_s);
        })->setObjectName(u"joinCompany"_s);
    menu->addSeparator();
    menu->addAction(tr("Sign &out"), m_events, &ShopEvents::signedOut)->setObjectName(u"signOut"_s);
}

QWidget *ShopWindow::makeShelf()
{
    m_shelf = new QListWidget;
    m_shelf->setObjectName(u"shelf"_s);
    m_shelf->setViewMode(QListWidget::IconMode);
    m_shelf->setMovement(QListWidget::Static);
    m_shelf->setResizeMode(QListWidget::Adjust);
    m_shelf->setIconSize({130, 100});
    m_shelf->setGridSize({150, 150});
    m_shelf->setStyleSheet(u"QListWidget { padding: 10px; background: palette(base); }"_s);
    for (const Product &product : allProducts()) {
        const QString text = product.name + u'\n' + priceText(product.price);
        new QListWidgetItem(pictureOf(product, m_shelf->iconSize()), text, m_shelf);
    }
    connect(m_shelf, &QListWidget::currentRowChanged, this, &ShopWindow::showProduct);
    return m_shelf;
}

QWidget *ShopWindow::makeDetails()
{
    m_picture = new QLabel;
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumHeight(130);
    m_description = new QLabel(tr("Choose a tea to see more of it."));
    m_description->setWordWrap(true);
    m_description->setMinimumHeight(70);
    m_add = new QPushButton(tr("Add to cart"));
    m_add->setObjectName(u"addToCart"_s);
    m_add->setEnabled(false);
    connect(m_add, &QPushButton::clicked, this, &ShopWindow::addToCart);
    m_cart = new Cart;
    connect(m_cart, &Cart::checkoutClicked, this, &ShopWindow::checkOut);

    auto *details = new QWidget;
    auto *layout = new QVBoxLayout(details);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_picture);
    layout->addWidget(m_description);
    layout->addWidget(m_add);
    layout->addWidget(m_cart, 1);
    return details;
}

void ShopWindow::makeStatusBar()
{
    m_delivery = new QLabel;
    statusBar()->addPermanentWidget(m_delivery);
    connect(m_analytics, &Rudder::Analytics::queuedCountChanged, this, &ShopWindow::showDelivery);
    connect(m_analytics, &Rudder::Analytics::stateChanged, this, &ShopWindow::showDelivery);
    connect(m_analytics, &Rudder::Analytics::errorOccurred, this,
            [this](const Rudder::Error &error) { statusBar()->showMessage(error.message()); });
    connect(m_events, &ShopEvents::refused, this,
            [this](const QString &reason) { statusBar()->showMessage(reason); });
    showDelivery();
}

void ShopWindow::showProduct(int row)
{
    const Product &product = allProducts().at(row);
    m_picture->setPixmap(pictureOf(product, {160, 120}));
    m_description->setText(
            tr("<big><b>%1</b></big> · %2<br>%3")
                    .arg(product.name, priceText(product.price), product.description));
    m_add->setEnabled(true);
    m_events->productViewed(product);
}

void ShopWindow::addToCart()
{
    const Product &product = allProducts().at(m_shelf->currentRow());
    m_events->productAdded(product, m_cart->add(product));
}

void ShopWindow::checkOut()
{
    auto *dialog = new CheckoutDialog(*m_cart, this);
    connect(dialog, &QDialog::accepted, this, [this] {
        m_events->orderCompleted(*m_cart);
        m_cart->clear();
        statusBar()->showMessage(tr("Thank you! Your tea is on its way."), 5000);
    });
    dialog->open();
    m_events->screenShown(u"Checkout"_s);
}

void ShopWindow::signUp()
{
    auto *dialog = new AccountDialog(tr("Sign up"), this);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_events->signedUp(dialog->account()); });
    dialog->open();
    m_events->screenShown(u"Sign Up"_s);
}

void ShopWindow::signIn()
{
    auto *dialog = new AccountDialog(tr("Sign in"), this);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_events->signedIn(dialog->account()); });
    dialog->open();
    m_events->screenShown(u"Sign In"_s);
}

void ShopWindow::showDelivery()
{
    const auto states = QMetaEnum::fromType<Rudder::Analytics::State>();
    const QString state = QString::fromLatin1(states.valueToKey(int(m_analytics->state())));
    m_delivery->setText(tr("%1 events waiting · %2").arg(m_analytics->queuedCount()).arg(state));
}
